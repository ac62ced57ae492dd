#include "spawn.h"

static void work(void)
{
    pid_t process;

    if ((errno = posix_spawn(&process, program[0], NULL, NULL, program, environ)) != 0)
        err(1, "posix_spawn");
    wait_for(process);
}

int main(int argc, char **argv)
{
    hold_memory(size_of(argc, argv, 0));
    measure(work, 1);
}
