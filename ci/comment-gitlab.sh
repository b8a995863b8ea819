#!/bin/sh
# Writes a plan as a note on a merge request of GitLab, or updates the one that an earlier pipeline wrote.
#
#   comment-gitlab.sh BODY.md
#
# The first line of the body is the hidden marker that `plan --format markdown` prints; the note whose first line is the
# same is ours, provided this token's user wrote it: nobody else's note is ever changed.
#
#   GITLAB_TOKEN            a project access token with the scope `api` (a job token may not write notes)
#   CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID   GitLab sets them
#
# Exits with 0 too without a token or when it may not write, and says so; with 1 when the note could be out of date.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
body=${1:?usage: comment-gitlab.sh BODY.md}
# shellcheck source=ci/request.sh
. "$here/request.sh"

fail() {
    echo "error: the plan's note was not written: $1" >&2
    exit 1
}

marker=$(sed -n 1p "$body" | tr -d '\r')
case $marker in
    '<!-- assistantctl '*' -->') ;;
    *) fail "the first line of $body is not the marker that assistantctl prints" ;;
esac
[ -n "${CI_MERGE_REQUEST_IID:-}" ] || {
    echo "This pipeline belongs to no merge request: no note to write."
    exit 0
}
[ -n "${GITLAB_TOKEN:-}" ] || {
    echo "warning: no note on the merge request: GITLAB_TOKEN is empty here." \
        "The plan stands in this job's log and artifacts." >&2
    exit 0
}
use_token 'PRIVATE-TOKEN: ' "$GITLAB_TOKEN"
unset GITLAB_TOKEN
notes=${CI_API_V4_URL:?}/projects/${CI_PROJECT_ID:?}/merge_requests/$CI_MERGE_REQUEST_IID/notes
jq -n --rawfile body "$body" '{body: $body}' >"$work/note.json"

# Called by `twice`.
# shellcheck disable=SC2329
write_note() {
    request GET "$CI_API_V4_URL/user"
    [ "$status" = 200 ] || return 1
    user=$(jq -r .username "$answer")
    id="" page=1
    while [ -z "$id" ] && [ -n "$page" ]; do
        request GET "$notes?per_page=100&page=$page&sort=asc&order_by=created_at"
        [ "$status" = 200 ] || return 1
        id=$(jq -r --arg user "$user" --arg marker "$marker" '
            [.[] | select(.author.username == $user and (.body | split("\n")[0] | rtrimstr("\r")) == $marker) | .id][0]
            // empty
        ' "$answer")
        page=$(header x-next-page)
    done
    if [ -n "$id" ]; then
        request PUT "$notes/$id" "$work/note.json"
        [ "$status" = 200 ] || return 1
        echo "Updated the note $id of merge request !$CI_MERGE_REQUEST_IID"
    else
        request POST "$notes" "$work/note.json"
        [ "$status" = 201 ] || return 1
        echo "Wrote the note $(jq -r .id "$answer") of merge request !$CI_MERGE_REQUEST_IID"
    fi
}

if twice write_note; then exit 0; fi
if [ "$status" = 403 ] && ! is_passing; then
    echo "warning: no note on the merge request: this token may not write notes ($(problem))." \
        "The plan stands in this job's log and artifacts." >&2
    exit 0
fi
fail "$(problem). A note of an earlier pipeline may be out of date."
