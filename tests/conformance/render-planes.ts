import { planesPage } from './planes-page.ts'

process.stdout.write(planesPage())
