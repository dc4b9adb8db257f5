# Turn a page into what tests/replay has to do, a line for each thing, its parts separated by the byte 0x1f:
#
#     fence   LINE TERMINAL            a console fence begins in that line
#     prompt  LINE PROMPT TEXT         when PROMPT stands alone on the last line, type TEXT and Enter
#     typed   LINE TEXT                type TEXT and Enter to a program that shows no prompt
#     key     LINE KEY TEXT            press KEY (C-c, C-d ...); the screen then shows TEXT, or nothing if TEXT is empty
#     out     LINE TEXT                TEXT must come
#     end     LINE                     the fence has ended
#
# What is not in a console fence is not for the tests, but for two lines: **Terminal N**, which says where the next
# fence is typed (else in Terminal 1), and <!-- typed: TEXT -->, for what is typed without a prompt.

BEGIN {
    prompts = "^([$]|[(][ab][)][$]|You [(](client|server)[)]:) "
    terminal = 1
}

function put(kind, a, b) {
    printf "%s\037%d\037%s\037%s\n", kind, NR, a, b
}

# A key that TEXT ends with or is, such as ^C, in tmux's words; "" if there is none.
function key_of(text) {
    if (text !~ /\^[CDZ\\]$/)
        return ""
    return "C-" tolower(substr(text, length(text)))
}

function at_prompt(line, prompt_length,    prompt, text, key) {
    prompt = substr(line, 1, prompt_length - 1)
    text = substr(line, prompt_length + 1)
    key = key_of(text)
    if (key == "")
        put("prompt", prompt, text)
    else if (text == "^D")
        put("promptkey", prompt, key)
    else
        put("promptkey", line, key)
    # A here-document: the shell goes on with "> " until its last word.
    if (prompt ~ /[$]$/ && match(text, /<<-?'?[A-Za-z]+/)) {
        word = substr(text, RSTART + 2, RLENGTH - 2)
        gsub(/[-']/, "", word)
    }
}

!fenced && /^\*\*Terminal [1-9]\*\*/ {
    terminal = substr($2, 1, 1) + 0
    next
}
!fenced && /^<!-- typed: .* -->$/ {
    typed[++last] = substr($0, 13, length($0) - 16)
    next
}
!fenced && /^```console$/ {
    fenced = 1
    put("fence", terminal)
    terminal = 1
    word = ""
    next
}
!fenced && /^```./ { other = 1; next }
!fenced && /^```$/ { other = !other; next }
!fenced { next }

/^```$/ {
    fenced = 0
    put("end")
    if (first < last) {
        printf "%s:%d: the fence has no line '%s', which was to be typed\n", FILENAME, NR, typed[first + 1] > "/dev/stderr"
        exit status = 1
    }
    next
}
word != "" && /^>( |$)/ {
    put("prompt", ">", substr($0, 3))
    if (substr($0, 3) == word)
        word = ""
    next
}
match($0, prompts) && length($0) > RLENGTH { at_prompt($0, RLENGTH); next }
first < last && $0 == typed[first + 1] { first++; put("typed", $0); next }
$0 == "^D" { put("key", "C-d", ""); next }
/^\^[CZ\\]/ { put("key", "C-" tolower(substr($0, 2, 1)), $0); next }
{ put("out", $0) }

END {
    if (fenced && !status) {
        printf "%s: a console fence has no end\n", FILENAME > "/dev/stderr"
        exit 1
    }
    exit status
}
