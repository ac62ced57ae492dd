#include "mnl.h"

static int expected;

struct route {
    unsigned destination, gateway, source, table, metric, link;
    int seen;
};

static int collect(const struct nlattr *attribute, void *data)
{
    const struct nlattr **table = data;

    if (mnl_attr_type_valid(attribute, RTA_MAX) > 0)
        table[mnl_attr_get_type(attribute)] = attribute;
    return MNL_CB_OK;
}

static unsigned number(const struct nlattr *attribute) { return attribute ? mnl_attr_get_u32(attribute) : 0; }

static int read_route(const struct nlmsghdr *message, void *data)
{
    const struct nlattr *table[RTA_MAX + 1] = { 0 };
    struct route *route = data;

    mnl_attr_parse(message, sizeof(struct rtmsg), collect, table);
    route->destination = ntohl(number(table[RTA_DST]));
    route->gateway = ntohl(number(table[RTA_GATEWAY]));
    route->source = ntohl(number(table[RTA_PREFSRC]));
    route->table = number(table[RTA_TABLE]);
    route->metric = number(table[RTA_PRIORITY]);
    route->link = number(table[RTA_OIF]);
    route->seen++;
    __asm__ volatile("" : : "r"(route) : "memory");
    return MNL_CB_OK;
}

static void work(void)
{
    struct route route = { 0 };
    struct nlmsghdr *header = mnl_begin(request, RTM_GETROUTE, NLM_F_DUMP);
    struct rtmsg *info = mnl_nlmsg_put_extra_header(header, sizeof *info);

    info->rtm_family = AF_INET;
    mnl_talk(header, read_route, &route);
    if (route.seen < expected)
        errx(1, "%d routes", route.seen);
}

int main(int argc, char **argv)
{
    expected = size_of(argc, argv, 100000);
    open_mnl();
    measure(work, 1);
}
