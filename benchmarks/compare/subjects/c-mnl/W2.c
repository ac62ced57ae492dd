#include "link.h"

static void work(void) { get_link(0, "veth0"); }

int main(void)
{
    open_mnl();
    measure(work, 1);
}
