#!/bin/sh
# Plans, saves the plan, and writes it in every form that a pipeline wants. Exits as assistantctl does:
# 0 nothing to do, 2 changes, 4 apply would refuse it, 1, 3 and 64 no plan.
#
#   ASSISTANTCTL_FLAGS   more flags of `plan`, such as --allow-mass-delete, separated by spaces
#   ASSISTANTCTL_KEY_VARIABLE   the variable that holds the key, as `api_key_env` says; OPENAI_API_KEY without it
#   ASSISTANTCTL_CHECKS  true: the checks of what changes are asked, the plan shows what they came to, and apply would
#                        refuse one that does not pass them. Empty: where the environment requires them. False: they are
#                        not asked. Anything else ends with 64
#   ASSISTANTCTL_CHECKS_BUDGET   what their answers may cost, in dollars; 1 without it
#   and what program.sh lists
#
# Writes into $ASSISTANTCTL_OUTPUT: `plan` (for apply.sh), `plan.json` (for policies), `plan.md` (for comment.sh and
# comment-gitlab.sh), `plan.gitlab.json` (GitLab's Terraform report), `plan.log`, and `outputs.env` with the outputs:
# exitcode, changes (a number), refused (codes), plan and comment (paths; empty for none). On GitHub these are outputs of
# the step, too, and it prints annotations and fills the step's summary.
#
# On a pull request of GitHub that gets no secrets, those of forks and bots, the variable of the key is there and empty:
# then the manifests are validated, and a notice says so. On every other one an empty key is a mistake of the pipeline,
# and so it is on GitLab.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=ci/program.sh
. "$here/program.sh"

plan=$output/plan comment=$output/plan.md log=$output/plan.log
rm -f "$plan" "$plan.json" "$comment" "$output/plan.gitlab.json" "$output/outputs.env"

# no_plan CODE [COMMENT]: ends without a plan.
no_plan() {
    for name in changes refused plan; do set_output "$name" ""; done
    set_output comment "${2:-}"
    set_output exitcode "$1"
    exit "$1"
}

# explain WHY <TEXT: why there is no plan, in the summary and for the comment, so that an earlier plan does not pass for
# that of these manifests.
explain() {
    { printf '## No plan: %s\n\n' "$1"; cat; } >"$output/failure.md"
    summarise <"$output/failure.md"
    first=$(marker)
    if [ -n "$first" ]; then
        { echo "$first"; cat "$output/failure.md"; origin; } >"$comment"
    else
        rm -f "$comment"
        comment=
        echo "note: $directory/project.yaml names no project and environment, so this is not on the pull request" >&2
    fi
}

require_switch ASSISTANTCTL_CHECKS || no_plan 64
key_variable=${ASSISTANTCTL_KEY_VARIABLE:-OPENAI_API_KEY}
case $key_variable in
    *[!A-Za-z0-9_]* | [0-9]*) complain "Wrong input" "$key_variable is no name of a variable"; no_plan 64 ;;
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
        complain "No key" "$key_variable is empty, though this pull request gets secrets: is the name of the secret in\
 the workflow that of one in the repository's settings? For an account that needs no key, leave the variable out of the\
 workflow."
        echo "The log of the run says what to do." | explain "$key_variable is empty"
        no_plan 1 "$comment"
    fi
    code=0
    "$program" validate --dir "$directory" ${environment:+--env "$environment"} --format github || code=$?
    echo "::notice title=No plan::This pull request gets no secrets, as those of forks and bots: $key_variable is empty." \
        "Its manifests were validated, and there is no plan of it."
    no_plan "$code"
fi

# make_plan [FLAG]: sets $code.
make_plan() {
    set -- plan --dir "$directory" ${environment:+--env "$environment"} --no-color --detailed-exitcode "$@"
    set -- "$@" ${ASSISTANTCTL_CHECKS_BUDGET:+--budget "$ASSISTANTCTL_CHECKS_BUDGET"} --out "$plan" --format markdown
    # Split at spaces only, and no globs: --only 'file.support-bot/*' is for the program.
    set -f
    # shellcheck disable=SC2086
    set -- "$@" ${ASSISTANTCTL_FLAGS:-}
    set +f
    code=0
    "$program" "$@" >"$comment" 2>"$log" || code=$?
    [ ! -f "$plan" ] || "$program" show "$plan" --dir "$directory" --format json >"$plan.json"
}

if [ "${ASSISTANTCTL_CHECKS:-}" = true ]; then make_plan --require-checks; else make_plan; fi
# Who requires checks in the environment wants to see what they came to, before somebody approves.
if [ -z "${ASSISTANTCTL_CHECKS:-}" ] && [ -f "$plan" ] &&
    jq -e '.assistantctl.warnings | any(.code == "checks-not-asked")' "$plan.json" >/dev/null; then
    rm "$plan"
    make_plan --require-checks
fi
shown <"$log" >&2

if [ -f "$plan" ]; then
    origin >>"$comment"
    "$program" show "$plan" --dir "$directory" --format gitlab >"$output/plan.gitlab.json"
    if [ -n "${GITHUB_ACTIONS:-}" ]; then
        "$program" show "$plan" --dir "$directory" --format github
    else
        "$program" show "$plan" --dir "$directory" --no-color
    fi
    set_output changes "$(jq '[.resource_changes[] | select(.change.actions != ["no-op"])] | length' "$plan.json")"
    set_output refused "$(jq -r '[.assistantctl.refusals[].kind | gsub("_"; "-")] | unique | join(" ")' "$plan.json")"
    set_output plan "$plan"
    set_output comment "$comment"
    set_output exitcode "$code"
    exit "$code"
fi
preformatted <"$log" | explain "assistantctl failed (exit code $code)"
if [ -n "${GITHUB_ACTIONS:-}" ]; then
    # What is wrong in the manifests is shown at its lines.
    "$program" validate --dir "$directory" ${environment:+--env "$environment"} --format github || true
    echo "::error title=No plan::assistantctl plan ended with exit code $code$(codes_in "$log"); see the log and the summary"
fi
# Without a plan, no code may look like one.
case $code in 0 | 2 | 4) code=1 ;; esac
no_plan "$code" "$comment"
