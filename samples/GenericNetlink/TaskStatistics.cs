using System.Text;
using LinuxNamespaces.Netlink;

namespace LinuxNamespaces.Samples;

/// <summary>What the kernel counted for a process. See linux/taskstats.h.</summary>
internal sealed record TaskStatistics(string Command, TimeSpan ProcessorTime)
{
    private const byte TASKSTATS_CMD_GET = 1;
    private const int TASKSTATS_CMD_ATTR_PID = 1;
    private const int TASKSTATS_TYPE_STATS = 3;
    private const int TASKSTATS_TYPE_AGGR_PID = 4;

    // In struct taskstats, of all versions.
    private const int CommandOffset = 80;
    private const int CommandLength = 32;
    private const int UserTimeOffset = 152;

    public static TaskStatistics Get(GenericNetlinkConnection connection, GenericNetlinkFamily taskstats, int processId)
    {
        NetlinkMessageWriter request = taskstats.StartMessage(stackalloc byte[64], TASKSTATS_CMD_GET);
        request.WriteInt32(TASKSTATS_CMD_ATTR_PID, processId);
        return connection.Get(request, new NetlinkOperation("get the statistics of process", processId), (in message) => Parse(taskstats, message));
    }

    private static TaskStatistics? Parse(GenericNetlinkFamily taskstats, in NetlinkMessage message)
    {
        foreach (NetlinkAttribute aggregate in taskstats.AttributesOf(message))
        {
            foreach (NetlinkAttribute attribute in aggregate.Type == TASKSTATS_TYPE_AGGR_PID ? aggregate.Nested : default)
            {
                if (attribute.Type == TASKSTATS_TYPE_STATS)
                {
                    ReadOnlySpan<byte> statistics = attribute.Payload;
                    ReadOnlySpan<byte> command = statistics.Slice(CommandOffset, CommandLength);
                    ulong microseconds = BitConverter.ToUInt64(statistics[UserTimeOffset..]);
                    return new TaskStatistics(Encoding.UTF8.GetString(command[..command.IndexOf((byte)0)]), TimeSpan.FromMicroseconds(microseconds));
                }
            }
        }

        return null;
    }
}
