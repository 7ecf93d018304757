import { Lexer } from 'yaml'

const DEEPEST = 100

/**
 * Where the text opens more than a hundred levels without a line break between them or inside brackets, which the
 * parser would spend minutes on; undefined if nowhere. Levels by indentation pay for themselves in text.
 */
export function deepNesting(text: string): number | undefined {
  let offset = 0
  let brackets = 0
  let indicators = 0
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') brackets += 1
    else if (lexeme === ']' || lexeme === '}') brackets -= 1
    else if (lexeme === '-' || lexeme === '?') indicators += 1
    else if (lexeme === '\n' || lexeme === '\r\n') indicators = 0
    if (brackets + indicators > DEEPEST) return offset
    // What the lexer puts between the parts of the text are single control characters.
    if (text.startsWith(lexeme, offset)) offset += lexeme.length
  }
  return undefined
}
