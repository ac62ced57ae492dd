// Speaks generic netlink with nothing but the public API: lists the families of the kernel, and asks two of them, ethtool and TASKSTATS.
// A family of one's own takes about as many lines as LinkFeatures.cs or TaskStatistics.cs.
using System.Globalization;
using LinuxNamespaces;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;
using LinuxNamespaces.Samples;

return await Sample.RunAsync(
    "GenericNetlink",
    "Lists the families of generic netlink, and asks ethtool for the features of a link and TASKSTATS for this process.",
    [],
    args,
    RunAsync);

static Task RunAsync(Sample sample)
{
    NetNamespace network = sample.Cleanup.Add(NetNamespace.Create());
    Link link = VethPair.Create(network, "veth0", network, "veth1").First;
    using GenericNetlinkConnection connection = network.OpenGenericNetlink();

    Steps.Title("The families that the kernel has in a new network namespace:");
    Console.WriteLine($"  {"id",5}  {"family",-16} {"version",7} {"commands",8}  multicast groups");
    foreach (GenericNetlinkFamily family in connection.ListFamilies())
    {
        string groups = string.Join(", ", family.MulticastGroups.Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} ({group.Value})")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {family.Id,5}  {family.Name,-16} {family.Version,7} {family.Commands.Count,8}  {groups}").TrimEnd());
    }

    Steps.Title($"Features of '{link.Name}' that are on, from ethtool:");
    Console.WriteLine(connection.TryGetFamily("ethtool", out GenericNetlinkFamily? ethtool)
        ? "  " + string.Join(' ', LinkFeatures.Get(connection, ethtool, link.Name).Active)
        : "  The kernel has no such family (CONFIG_ETHTOOL_NETLINK).");

    Steps.Title("This process, from TASKSTATS:");
    Console.WriteLine("  " + DescribeProcess());
    return Task.CompletedTask;
}

// The kernel answers in the initial network namespace only, and only to an administrator.
static string DescribeProcess()
{
    using NetNamespace current = NetNamespace.OpenCurrent();
    using GenericNetlinkConnection connection = current.OpenGenericNetlink();
    if (!connection.TryGetFamily("TASKSTATS", out GenericNetlinkFamily? taskstats))
    {
        return "The kernel has no such family here (CONFIG_TASKSTATS).";
    }

    try
    {
        TaskStatistics statistics = TaskStatistics.Get(connection, taskstats, Environment.ProcessId);
        return $"'{statistics.Command}' used {statistics.ProcessorTime.TotalMilliseconds:0} ms of processor time in user mode.";
    }
    catch (NetlinkException e) when (e.Errno == Errno.EPERM)
    {
        return $"{e.Message}";
    }
}
