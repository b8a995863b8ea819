# shellcheck shell=sh
# HTTP for comment.sh, comment-gitlab.sh and issue.sh, which source this file. Needs curl and jq.
#
# The token goes to curl in a file that only this user reads: it stands in no argument, no log and no process list.
# `request` sets $status to the HTTP status, or 000 for an answer that did not come; the answer is in $answer.

work=$(umask 077 && mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
answer=$work/answer.json
answer_headers=$work/answer.headers

for program in curl jq; do
    command -v "$program" >/dev/null || {
        echo "error: $program is not installed; Debian and Alpine have a package of that name" >&2
        exit 1
    }
done

# use_token HEADER-PREFIX TOKEN: a line end at the end of a secret is a common slip, and would end the header.
use_token() {
    (umask 077 && { printf '%s' "$1"; printf '%s' "$2" | tr -d '[:space:]'; echo; } >"$work/token")
}

# request METHOD URL [JSON-FILE]
request() {
    set -- "$1" "$2" ${3:+--data-binary "@$3"}
    method=$1 url=$2
    shift 2
    : >"$answer"
    : >"$answer_headers"
    status=$(curl --silent --show-error --max-time 60 --request "$method" \
        --header "@$work/token" --header 'Content-Type: application/json' --header 'Accept: application/json' \
        --output "$answer" --dump-header "$answer_headers" --write-out '%{http_code}' "$@" "$url") || status=000
}

header() {
    sed -n "s/^$1: *//Ip" "$answer_headers" | tr -d '\r' | tail -n 1
}

# What the server says of the last request, in one line; never what was sent.
problem() {
    said=$(jq -r 'objects | .message // .error // empty | tostring' "$answer" 2>/dev/null |
        tr '\r\n' '  ' | cut -c 1-300 | sed 's, *$,,') || said=
    [ "$status" = 000 ] && { echo "no answer"; return; }
    echo "HTTP $status${said:+: $said}"
}

# Whether the last request is worth another attempt: the server failed, or there were too many at once.
is_passing() {
    case $status in
        000 | 5??| 429) return 0 ;;
        403)
            [ -n "$(header retry-after)" ] || [ "$(header x-ratelimit-remaining)" = 0 ] ||
                grep -q 'secondary rate limit' "$answer"
            ;;
        *) return 1 ;;
    esac
}

# As long as the server says, within a minute.
wait_for_server() {
    seconds=$(header retry-after)
    case $seconds in
        '' | *[!0-9]*) seconds=${ASSISTANTCTL_RETRY_SECONDS:-5} ;;
    esac
    [ "$seconds" -le 60 ] || seconds=60
    echo "$(problem); trying once more in $seconds s" >&2
    sleep "$seconds"
}

# twice FUNCTION: runs it, and once more after a passing failure. The whole of it, with its search: an object that a
# request made before its answer was lost is found and updated, not made again.
twice() {
    if "$1"; then return 0; fi
    is_passing || return 1
    wait_for_server
    "$1"
}
