/** A file in a simulated node. */
export interface StoredFile {
  readonly content: string;
  /** Milliseconds since the epoch. */
  readonly changed: number;
}

const nginxSite = `server {
	listen 80 default_server;
	listen [::]:80 default_server;

	root /var/www/html;

	index index.html index.htm index.nginx-debian.html;

	server_name _;

	location / {
		try_files $uri $uri/ =404;
	}
}
`;

const nginxPage = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
</body>
</html>
`;

const release = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
`;

const folderList = `/ /root /tmp /run /var /var/www /var/www/html /var/log /home /srv /etc /etc/nginx
/etc/nginx/conf.d /etc/nginx/sites-enabled /etc/modules-load.d /etc/sysctl.d /etc/default /usr /usr/sbin /usr/bin
/usr/share /usr/local`;

/** The files of a fresh node that people and labs look at, and all of its folders. */
export function firstFiles(
  name: string,
  hosts: string,
  now: number,
): { files: Record<string, StoredFile>; folders: string[] } {
  const texts: Record<string, string> = {
    '/etc/hostname': `${name}\n`,
    '/etc/hosts': hosts,
    '/etc/os-release': release,
    '/etc/debian_version': '12.12\n',
    '/etc/resolv.conf': '',
    '/etc/sysctl.conf': '#net.ipv4.ip_forward=1\n',
    '/etc/nginx/nginx.conf':
      'user www-data;\nhttp {\n\tinclude /etc/nginx/conf.d/*.conf;\n\tinclude /etc/nginx/sites-enabled/*;\n}\n',
    '/etc/nginx/sites-enabled/default': nginxSite,
    '/var/www/html/index.nginx-debian.html': nginxPage,
    '/root/.bashrc': '',
    '/var/log/messages': '',
  };
  const files = Object.fromEntries(
    Object.entries(texts).map(([path, content]) => [path, { content, changed: now }]),
  );
  const folders = folderList.split(/\s+/);
  return { files, folders };
}
