import { stringify } from 'yaml'

/** Objects of Kubernetes as one stream of YAML documents, as `kubectl apply -f -` reads them. */
export function toYaml(objects: readonly object[]): string {
  return objects.map((object) => `---\n${stringify(object, { aliasDuplicateObjects: false })}`).join('')
}
