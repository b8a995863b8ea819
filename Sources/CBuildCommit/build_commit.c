#include "build_commit.h"

// Package.swift sets it. In C, because Swift has no way to hand a text to a source file: another commit compiles these
// few lines and links, and nothing else.
#ifndef ASSISTANTCTL_COMMIT
#define ASSISTANTCTL_COMMIT ""
#endif

const char *assistantctl_build_commit(void) { return ASSISTANTCTL_COMMIT; }
