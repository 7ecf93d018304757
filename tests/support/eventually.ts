export { eventually } from '@strangler/demo'
