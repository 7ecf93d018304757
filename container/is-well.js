// Exits 0 if the address answers below 400: a health check for images without a shell.
import { get } from 'node:http'

get(process.argv[2], { timeout: 4000 }, ({ statusCode = 500 }) => process.exit(statusCode < 400 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1))
