/** Spellings of what is denied, and of what must not be understood at all. */
export const hostile = [
  ...['/admin/', '//admin/', '/./admin/', '/admin//', '/admin/./x', '/admin;x=1/', '/;/admin/', '/%61dmin/'],
  ...['/admin/?x', '/.//;a/admin/x', '/admi%6e/%20', '/x/../admin/', '/x/%2e%2e/admin/', '/x/..;/admin/'],
  ...[
    '/x/..%2fadmin/',
    '/%2fadmin/',
    '/admin%2f',
    '/admin/%00',
    '/..%5cadmin/',
    '/\\admin/',
    '/x\\..\\admin/',
  ],
  ...[
    '/admin%2e%2e/',
    '/%252e%252e/admin/',
    '/admin%3b/',
    '/x#/../admin/',
    '/admin/\t',
    '/%c0%ae%c0%ae/../admin/',
  ],
  ...['http://h/admin/', 'http://h//admin/', 'HTTP://h/%61dmin/', 'http://h/admin/../admin/', 'admin/', '*'],
  ...['http://other/admin/', 'http://h@h/admin/', 'http://h', '/%', '/%zz', '/a%0', `/${'a'.repeat(8192)}`],
]
