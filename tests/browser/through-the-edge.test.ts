import { describePlane } from './describe-plane.ts'

describePlane('edge', 'haproxy')
