#include "named.h"

enum { NAMES = 20 };

int main(void)
{
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    double begin = now();

    for (int i = 0; i < NAMES; i++)
        close(name_new_namespace(i));
    printf("create %.0f\n", (now() - begin) / NAMES);
    setns(home, CLONE_NEWNET);
    begin = now();
    for (int i = 0; i < NAMES; i++)
        delete_name(i);
    printf("delete %.0f\n", (now() - begin) / NAMES);
    return 0;
}
