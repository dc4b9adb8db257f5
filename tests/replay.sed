# What two runs of the same transcript may differ in, and so is not compared: tests/replay passes the page and the
# screen through these rules (sed -E). docs/writing.md tells writers about each of them.

# Runs of blanks count as one: columns widen with the figures in them.
s/[ 	]+/ /g
s/ $//

# A client's port is any free one, 32768 to 60999. The port of a peer that does not exist is left alone.
s/((^|[^0-9.:])([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-f:.]+\]|localhost|ip6-localhost|a|b|\*)[: .])(3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[45][0-9]{4}|60[0-9]{3})($|[^0-9.])/\1<port>\6/g
s/((^|[^0-9.:])([0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9a-f:.]+\]|localhost|ip6-localhost|a|b|\*)[: .])(3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[45][0-9]{4}|60[0-9]{3})($|[^0-9.])/\1<port>\6/g
s/(htons\(|[Pp]ort[ :=]+|from port )(3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[45][0-9]{4}|60[0-9]{3})($|[^0-9])/\1<port>\3/g
s/ (3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[45][0-9]{4}|60[0-9]{3}) > ([0-9]+) / <port> > \2 /
s/ ([0-9]+) > (3276[89]|327[7-9][0-9]|32[89][0-9]{2}|3[3-9][0-9]{3}|[45][0-9]{4}|60[0-9]{3})( |$)/ \1 > <port>\3/

# Processes: pid 17, pid=17, [pid 17], [1] 17, "Process 17 attached", bash's "line 3:   17 Killed".
s/(\<pid[ =]|^\[[0-9]\][+-]? |[Pp]rocess )[0-9]+/\1<pid>/g
s/(line [0-9]+: )[0-9]+ /\1<pid> /

# How long it took. (Times on command lines, -t 3 or 20ms, have no blank before the unit and stay.)
s/\<[0-9]+(\.[0-9]+)? (ms|us|s)\>/<time>/g
s/\<time=[0-9.]+/time=<time>/g
s/\<dur=[0-9.]+/dur=<time>/g
s/^[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]+ /<time> /

# Dates: HTTP's (RFC 9110, 5.6.7), ISO 8601's, and those of access logs.
s/[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT/<date>/g
s/[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:]{8}(\.[0-9]+)?Z?/<date>/g
s,[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} [+-][0-9]{4},<date>,g
s/(ETag: |If-None-Match: )(W\/)?"[^"]*"/\1<tag>/g

# Versions of the tools around us.
s,\<(curl|nginx|Python|SimpleHTTP|OpenSSL|libcurl)/[0-9.]+[a-z]?,\1/<version>,g

# The kernel's own choices in a segment: window, scale, sequence numbers, checksums, timestamps.
s/\<win(dow)? [0-9]+/win <n>/g
s/\<(w?scale) [0-9]+/\1 <n>/g
s/\<(TS val|ecr|cksum|id) (0x[0-9a-f]+|[0-9]+)/\1 <n>/g
s/\<0x7f[0-9a-f]{10}\>/<address>/g

# lab/link: an ACK alone may come a moment sooner, later, or together with data; and so the figures of its table vary.
/^ ?<time> (#[0-9]+ )?[ab] (-->|<--) [ab] ACK ack [0-9]+ win <n>$/d
s/^([ab])( [0-9]+){7}$/\1 <figures>/

# lab/compare: what UDP loses, its seed says, and it is compared. What comes late depends on the moment, too.
s/^late \(over <time>\) [0-9]+ /late (over <time>) <n> /
/^ ?[0-9]+ UDP [].:=#x2<-]+$/y/:-=#/..../
s!^(calls of recv|bytes a call, min/median/max|late \(over <time>\)|packets from a, of them lost|sent again by the kernel) (-|<n>|[0-9/]+|[0-9]+, [0-9]+) [0-9][0-9/, ]*$!\1 \2 <figures>!
s/^ ?TCP [].:=#x2<-]+$/ TCP <marks>/
s/^ ?[0-9.e+]+ to [0-9.e+]+ [0-9]+( #+)? [0-9]+( #+)?$/ <bar>/
s/[0-9.]+ (MB in|kbit\/s|segments of [0-9]+ bytes)/<n> \1/g
s/(sent again|Measured \/ formula =) [0-9.]+/\1 <n>/
