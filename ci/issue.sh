#!/bin/sh
# Keeps one issue on GitHub about the drift of an environment: opened, updated in place, and closed when there is none.
#
#   issue.sh CODE BODY.md      the exit code of drift.sh (0 none, 2 drift) and what it wrote
#
#   GITHUB_TOKEN               with issues: write
#   GITHUB_REPOSITORY, GITHUB_API_URL, ASSISTANTCTL_COMMENT_LOGIN   as for comment.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# Empty after a drift.sh that did not come to its end.
code=${1?usage: issue.sh CODE BODY.md}
body=${2:?usage: issue.sh CODE BODY.md}
# shellcheck source=ci/request.sh
. "$here/request.sh"

fail() {
    echo "::error title=The issue about drift was not written::$1"
    exit 1
}

case $code in
    0 | 2) ;;
    *)
        echo "The exit code \"$code\" says nothing about drift: the issue stays as it is."
        exit 0
        ;;
esac
marker=$(sed -n 1p "$body")
case $marker in
    '<!-- assistantctl drift '*' -->') ;;
    *) fail "the first line of $body is not the marker that drift.sh writes" ;;
esac
[ -n "${GITHUB_TOKEN:-}" ] || fail "GITHUB_TOKEN is empty"
use_token 'Authorization: Bearer ' "$GITHUB_TOKEN"
unset GITHUB_TOKEN
repository=${GITHUB_API_URL:-https://api.github.com}/repos/${GITHUB_REPOSITORY:?}
login=${ASSISTANTCTL_COMMENT_LOGIN:-github-actions[bot]}

jq -n --rawfile body "$body" --arg title "Drift: $(expr "$marker" : '<!-- assistantctl drift \(.*\) -->')" \
    '{title: $title, body: $body}' >"$work/issue.json"
echo '{"state": "closed", "state_reason": "completed"}' >"$work/closed.json"

# Called by `twice`.
# shellcheck disable=SC2329
write_issue() {
    number="" page=1
    while [ -z "$number" ]; do
        request GET "$repository/issues?state=open&per_page=100&page=$page"
        [ "$status" = 200 ] || return 1
        number=$(jq -r --arg login "$login" --arg marker "$marker" '
            [.[] | select(.user.login == $login and .pull_request == null
                and ((.body // "") | split("\n")[0] // "" | rtrimstr("\r")) == $marker) | .number][0] // empty
        ' "$answer")
        [ "$(jq length "$answer")" -eq 100 ] || break
        page=$((page + 1))
    done
    if [ "$code" = 0 ]; then
        [ -n "$number" ] || return 0
        request PATCH "$repository/issues/$number" "$work/closed.json"
        [ "$status" = 200 ] || return 1
        echo "Closed the issue #$number: no drift any more."
    elif [ -n "$number" ]; then
        request PATCH "$repository/issues/$number" "$work/issue.json"
        [ "$status" = 200 ] || return 1
        echo "Updated the issue #$number"
    else
        request POST "$repository/issues" "$work/issue.json"
        [ "$status" = 201 ] || return 1
        echo "Opened the issue #$(jq -r .number "$answer")"
    fi
}

twice write_issue || fail "$(problem)"
