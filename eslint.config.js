import js from '@eslint/js'
import tseslint from 'typescript-eslint'

const toolkit = [
  'migration-plan',
  'comparison',
  'haproxy',
  'logging',
  'strangler-proxy',
  'console',
  'k8s',
  'controller',
].map((name) => `${name}/src/**/*.ts`)
const tests = ['**/test/**/*.ts', 'tests/**/*.ts', 'bench/**/*.ts']

const namedExportsOnly = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: one name for one thing, everywhere.',
}
const noPlainErrors = {
  selector: 'NewExpression[callee.name="Error"]',
  message: 'Throw an error of the package (errors.ts): it has a code and a remedy.',
}
const environmentInConfigOnly = {
  selector: 'MemberExpression[object.name="process"][property.name="env"]',
  message: 'The environment is read and validated in config.ts only.',
}

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      'var/**',
      '**/*.cjs',
      'compose/*.mjs',
      'monolith/static/**',
      'services/static/public/**',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      complexity: ['error', 12],
      'no-restricted-syntax': ['error', namedExportsOnly, environmentInConfigOnly],
      'no-console': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: toolkit,
    rules: { 'no-restricted-syntax': ['error', namedExportsOnly, environmentInConfigOnly, noPlainErrors] },
  },
  {
    files: ['**/config.ts', 'controller/src/cli/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', namedExportsOnly] },
  },
  {
    files: tests,
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', namedExportsOnly],
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
)
