import { describePlane } from './describe-plane.ts'

describePlane('proxy', 'proxy')
