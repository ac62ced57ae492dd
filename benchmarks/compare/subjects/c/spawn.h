/* Memory that has been written to, as a large program has it. The size is in MiB. */
#pragma once
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include "compare.h"

static char *program[] = { "/bin/true", NULL };

static void hold_memory(size_t mebibytes)
{
    if (mebibytes == 0)
        return;
    char *memory = mmap(NULL, mebibytes << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        err(1, "mmap");
    memset(memory, 1, mebibytes << 20);
}

static void wait_for(pid_t process)
{
    int status;

    if (waitpid(process, &status, 0) != process || status != 0)
        errx(1, "status %d", status);
}
