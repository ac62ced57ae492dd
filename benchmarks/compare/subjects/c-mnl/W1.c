#include "link.h"

static void work(void) { get_link(100, NULL); }

int main(void)
{
    open_mnl();
    measure(work, 1);
}
