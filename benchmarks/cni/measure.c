// measure INPUT PROGRAM: runs a program with its input from a file, and prints how many microseconds it took from its start to its end, and of processor time.
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long microseconds(struct timeval time)
{
    return time.tv_sec * 1000000L + time.tv_usec;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fprintf(stderr, "usage: measure INPUT PROGRAM\n");
        return 2;
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, arguments[1], O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    char *program[] = { arguments[2], NULL };
    struct timespec start, end;
    struct rusage used;
    pid_t child;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &start);
    if (posix_spawn(&child, arguments[2], &actions, NULL, program, environ) != 0 || wait4(child, &status, 0, &used) < 0) {
        perror(arguments[2]);
        return 1;
    }

    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%ld %ld\n", (end.tv_sec - start.tv_sec) * 1000000L + (end.tv_nsec - start.tv_nsec) / 1000, microseconds(used.ru_utime) + microseconds(used.ru_stime));
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
