/**
 * `b64 BYTES`: base64 (RFC 4648, 4) without a line end, `-` for nothing, so that it is a word. MIME::Base64 is not in perl-base; pack's
 * uuencoding (perlfunc(1)) is the same six bits in other letters.
 */
export const perlBase64 = String.raw`sub b64 { my ($t) = @_; return '-' if $t eq ''; my $r = ''; while ($t =~ /(.{1,45})/gs) { my $u = substr pack('u', $1), 1; chomp $u; $u =~ tr{\x60 -_}{AA-Za-z0-9+/}; my $p = (3 - length($1) % 3) % 3; $u =~ s/.{$p}$/'=' x $p/e if $p; $r .= $u; } return $r; }
`;
