#!/bin/sh
# Writes a plan as the comment of a pull request on GitHub, or updates the one that an earlier run wrote.
#
#   comment.sh BODY.md
#
# The first line of the body is the hidden marker that `plan --format markdown` prints; the comment whose first line is
# the same is ours, provided this token's account wrote it: nobody else's comment is ever changed.
#
#   GITHUB_TOKEN                 with pull-requests: write
#   GITHUB_REPOSITORY            owner/name
#   GITHUB_API_URL               default https://api.github.com
#   ASSISTANTCTL_PULL_REQUEST    its number; otherwise it is read from the event (GITHUB_EVENT_PATH)
#   ASSISTANTCTL_COMMENT_LOGIN   who writes the comments, for the token of a GitHub App; otherwise /user says it, and
#                                where it does not answer (the token of a workflow), github-actions[bot]
#
# Exits with 0 too when the token may not write (a fork), and says so; with 1 when the comment could be out of date.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
body=${1:?usage: comment.sh BODY.md}
# shellcheck source=ci/request.sh
. "$here/request.sh"

fail() {
    echo "::error title=The plan's comment was not written::$1"
    exit 1
}

marker=$(sed -n 1p "$body" | tr -d '\r')
case $marker in
    '<!-- assistantctl '*' -->') ;;
    *) fail "the first line of $body is not the marker that assistantctl prints" ;;
esac

pull=${ASSISTANTCTL_PULL_REQUEST:-}
if [ -z "$pull" ] && [ -f "${GITHUB_EVENT_PATH:-}" ]; then
    pull=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
fi
case $pull in
    '')
        echo "This run belongs to no pull request: no comment to write."
        exit 0
        ;;
    *[!0-9]*) fail "the number of the pull request is not a number" ;;
esac
[ -n "${GITHUB_TOKEN:-}" ] || fail "GITHUB_TOKEN is empty"
use_token 'Authorization: Bearer ' "$GITHUB_TOKEN"
unset GITHUB_TOKEN
repository=${GITHUB_API_URL:-https://api.github.com}/repos/${GITHUB_REPOSITORY:?}

# GitHub takes 65,536 characters; bytes are never fewer.
if [ "$(wc -c <"$body")" -gt 65536 ]; then
    runs=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_REPOSITORY/actions/runs
    printf '%s\nThe plan is too long for a comment: it stands in the summary of the run%s.\n' "$marker" \
        "${GITHUB_RUN_ID:+ [$GITHUB_RUN_ID]($runs/$GITHUB_RUN_ID)}" >"$work/body.md"
    body=$work/body.md
fi
jq -n --rawfile body "$body" '{body: $body}' >"$work/comment.json"

login=${ASSISTANTCTL_COMMENT_LOGIN:-}

# Called by `twice`.
# shellcheck disable=SC2329
write_comment() {
    if [ -z "$login" ]; then
        request GET "${GITHUB_API_URL:-https://api.github.com}/user"
        case $status in
            200) login=$(jq -r .login "$answer") ;;
            403) if is_passing; then return 1; fi; login='github-actions[bot]' ;;
            *) return 1 ;;
        esac
    fi
    id="" page=1
    while [ -z "$id" ]; do
        request GET "$repository/issues/$pull/comments?per_page=100&page=$page"
        [ "$status" = 200 ] || return 1
        id=$(jq -r --arg login "$login" --arg marker "$marker" '
            [.[] | select(.user.login == $login and (.body | split("\n")[0] | rtrimstr("\r")) == $marker) | .id][0]
            // empty
        ' "$answer")
        [ "$(jq length "$answer")" -eq 100 ] || break
        page=$((page + 1))
    done
    if [ -n "$id" ]; then
        request PATCH "$repository/issues/comments/$id" "$work/comment.json"
        [ "$status" = 200 ] || return 1
        echo "Updated the comment $(jq -r .html_url "$answer")"
    else
        request POST "$repository/issues/$pull/comments" "$work/comment.json"
        [ "$status" = 201 ] || return 1
        echo "Wrote the comment $(jq -r .html_url "$answer")"
    fi
}

if twice write_comment; then exit 0; fi
if [ "$status" = 403 ] && ! is_passing; then
    echo "::warning title=No comment on the pull request::This token may not write comments ($(problem)), as with" \
        "pull requests from forks. The plan stands in the summary of this run."
    [ -z "${GITHUB_STEP_SUMMARY:-}" ] ||
        echo "This plan is not on the pull request: the token may not write comments." >>"$GITHUB_STEP_SUMMARY"
    exit 0
fi
fail "$(problem). A comment of an earlier run may be out of date."
