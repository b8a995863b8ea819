#!/bin/sh
# Plans, saves the plan, and writes it in every form that a pipeline wants. Exits as assistantctl does:
# 0 nothing to do, 2 changes, 4 apply would refuse it, 1, 3 and 64 no plan.
#
#   ASSISTANTCTL_FLAGS   more flags of `plan`, such as --allow-mass-delete, separated by spaces
#   ASSISTANTCTL_KEY_VARIABLE   the variable that holds the key, as `api_key_env` says; OPENAI_API_KEY without it
#   ASSISTANTCTL_CHECKS  true: the checks of what changes are asked, the plan shows what they came to, and apply would
#                        refuse one that does not pass them; false or empty: they are not; anything else ends with 64
#   and what program.sh lists
#
# Writes into $ASSISTANTCTL_OUTPUT: `plan` (for apply.sh), `plan.md` (for comment.sh and comment-gitlab.sh),
# `plan.gitlab.json` (GitLab's Terraform report) and `plan.log`. On a pull request of GitHub that gets no secrets, those of
# forks and bots, the variable of the key is there and empty: then the manifests are validated, and a notice says so. On
# every other one an empty key is a mistake of the pipeline, and so it is on GitLab.
# On GitHub it prints annotations, fills the step's
# summary, and sets the outputs exitcode, changes (a number), plan and comment (paths; empty for none).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ci/program.sh
. "$here/program.sh"

plan=$output/plan comment=$output/plan.md log=$output/plan.log
rm -f "$plan" "$comment" "$output/plan.gitlab.json" "$output/outputs.env"

checks=$(checks_flag) || exit 64
key_variable=${ASSISTANTCTL_KEY_VARIABLE:-OPENAI_API_KEY}
case $key_variable in
    *[!A-Za-z0-9_]* | [0-9]*) echo "error: $key_variable is no name of a variable" >&2; exit 64 ;;
esac
eval "key=\${$key_variable-none}"

# Whether GitHub keeps the secrets from this pull request: its branch is of another repository, or a bot's.
gets_no_secrets() {
    case ${GITHUB_ACTOR:-} in *"[bot]") return 0 ;; esac
    [ -f "${GITHUB_EVENT_PATH:-}" ] || return 1
    # A fork that was deleted has no name.
    head=$(jq -r 'if .pull_request then .pull_request.head.repo.full_name // "a deleted one" else "" end' \
        "$GITHUB_EVENT_PATH") || return 1
    [ -n "$head" ] && [ "$head" != "${GITHUB_REPOSITORY:-}" ]
}

if [ "${GITHUB_EVENT_NAME:-}" = pull_request ] && [ -z "$key" ]; then
    if ! gets_no_secrets; then
        echo "::error title=No key::$key_variable is empty, though this pull request gets secrets: is the name of the" \
            "secret in the workflow that of one in the repository's settings? For an account that needs no key, leave" \
            "the variable out of the workflow."
        for name in changes plan comment; do set_output "$name" ""; done
        set_output exitcode 1
        exit 1
    fi
    code=0
    "$program" validate --dir "$directory" ${environment:+--env "$environment"} --format github || code=$?
    echo "::notice title=No plan::This pull request gets no secrets, as those of forks and bots: $key_variable is empty." \
        "Its manifests were validated, and there is no plan of it."
    for name in changes plan comment; do set_output "$name" ""; done
    set_output exitcode "$code"
    exit "$code"
fi

set -- plan --dir "$directory" ${environment:+--env "$environment"} --no-color --detailed-exitcode ${checks:+"$checks"}
# Split at spaces only, and no globs: --only 'file.support-bot/*' is for the program.
set -f
# shellcheck disable=SC2086
set -- "$@" --out "$plan" --format markdown ${ASSISTANTCTL_FLAGS:-}
set +f
code=0
"$program" "$@" >"$comment" 2>"$log" || code=$?
shown <"$log" >&2

if [ -f "$plan" ]; then
    changes=$("$program" show "$plan" --dir "$directory" --format json \
        | jq '[.resource_changes[] | select(.change.actions != ["no-op"])] | length')
    "$program" show "$plan" --dir "$directory" --format gitlab >"$output/plan.gitlab.json"
    if [ -n "${GITHUB_ACTIONS:-}" ]; then
        "$program" show "$plan" --dir "$directory" --format github
    else
        "$program" show "$plan" --dir "$directory" --no-color
    fi
    set_output changes "$changes"
    set_output plan "$plan"
    set_output comment "$comment"
else
    {
        printf '## No plan: assistantctl failed (exit code %s)\n\n' "$code"
        preformatted <"$log"
    } >"$output/failure.md"
    summarise <"$output/failure.md"
    first=$(marker)
    if [ -n "$first" ]; then
        { echo "$first"; cat "$output/failure.md"; } >"$comment"
    else
        rm -f "$comment"
        comment=
        echo "note: $directory/project.yaml names no project and environment, so this is not on the pull request" >&2
    fi
    if [ -n "${GITHUB_ACTIONS:-}" ]; then
        # What is wrong in the manifests is shown at its lines.
        "$program" validate --dir "$directory" ${environment:+--env "$environment"} --format github || true
        echo "::error title=No plan::assistantctl plan ended with exit code $code; see the log and the summary"
    fi
    set_output changes ""
    set_output plan ""
    set_output comment "$comment"
    # Without a plan, no code may look like one.
    case $code in 0 | 2 | 4) code=1 ;; esac
fi
set_output exitcode "$code"
exit "$code"
