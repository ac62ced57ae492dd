// Times whole commands in turns: tools ROUNDS NAME COMMAND... -- NAME COMMAND... . Prints the fastest tenth and the median of each, and how many times
// as long as the first each takes.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define MAX_COMMANDS 8

extern char **environ;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec / 1e6;
}

static double run(char **command, posix_spawn_file_actions_t *actions)
{
    pid_t process;
    int status;
    double begin = now();
    int error = posix_spawnp(&process, command[0], actions, NULL, command, environ);
    if (error != 0) {
        fprintf(stderr, "%s: %s\n", command[0], strerror(error));
        exit(1);
    }
    while (waitpid(process, &status, 0) == -1 && errno == EINTR) {
    }
    double time = now() - begin;
    if (status != 0) {
        fprintf(stderr, "%s: wait status 0x%x\n", command[0], status);
        exit(1);
    }
    return time;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **words)
{
    char *names[MAX_COMMANDS], **commands[MAX_COMMANDS];
    double *times[MAX_COMMANDS];
    int rounds = count > 1 ? atoi(words[1]) : 0, number = 0;
    for (int i = 2; i + 1 < count && number < MAX_COMMANDS; number++) {
        names[number] = words[i++];
        commands[number] = words + i;
        while (i < count && strcmp(words[i], "--") != 0)
            i++;
        words[i++] = NULL;
        times[number] = calloc(rounds, sizeof(double));
    }
    if (rounds < 10 || number == 0) {
        fprintf(stderr, "tools ROUNDS NAME COMMAND... [-- NAME COMMAND...]..., at least 10 rounds\n");
        return 1;
    }

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, 0, 1);
    for (int i = 0; i < number; i++)
        run(commands[i], &actions);
    for (int round = 0; round < rounds; round++)
        for (int i = 0; i < number; i++)
            times[i][round] = run(commands[i], &actions);

    for (int i = 0; i < number; i++) {
        qsort(times[i], rounds, sizeof(double), ascending);
        printf("%-24s fastest tenth %6.2f ms (%.2f), median %6.2f ms (%.2f)\n", names[i], times[i][rounds / 10], times[i][rounds / 10] / times[0][rounds / 10],
               times[i][rounds / 2], times[i][rounds / 2] / times[0][rounds / 2]);
    }
    return 0;
}
