/* Named network namespaces, as ip-netns(8) keeps them. */
#pragma once
#include "compare.h"

static void path_of(char *path, int number) { sprintf(path, "/run/netns/compare-%d", number); }

/* Goes into a new namespace and names it. */
static int name_new_namespace(int number)
{
    char path[64];
    int created;

    path_of(path, number);
    int file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
    if (file < 0)
        err(1, "%s", path);
    close(file);
    created = new_namespace();
    if (mount("/proc/thread-self/ns/net", path, "none", MS_BIND, NULL) < 0)
        err(1, "mount");
    return created;
}

static void delete_name(int number)
{
    char path[64];

    path_of(path, number);
    if (umount2(path, MNT_DETACH) < 0 || unlink(path) < 0)
        err(1, "%s", path);
}
