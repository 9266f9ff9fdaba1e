# Two pages: / is there at once; /slow is work of 200 ms, done one after the other, as by a server with one worker.
cat >/etc/nginx/conf.d/slow.conf <<'END'
limit_req_zone $server_name zone=slow:1m rate=5r/s;
END
cat >/etc/nginx/snippets/slow.conf <<'END'
location = /slow {
  limit_req zone=slow burst=200;
  try_files /index.html =404;
}
END
grep -q snippets/slow.conf /etc/nginx/sites-available/default ||
  sed -i 's|^\troot /var/www/html;|\troot /var/www/html;\n\tinclude snippets/slow.conf;|' /etc/nginx/sites-available/default
systemctl restart nginx
