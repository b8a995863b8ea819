#ifndef ASSISTANTCTL_BUILD_COMMIT_H
#define ASSISTANTCTL_BUILD_COMMIT_H

/// The commit that the program was built from, as `git describe` names it; empty where nobody said.
const char *_Nonnull assistantctl_build_commit(void);

#endif
