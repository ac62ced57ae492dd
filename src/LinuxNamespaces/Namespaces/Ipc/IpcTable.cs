using System.Globalization;

namespace LinuxNamespaces.Ipc;

/// <summary>Parses a file under /proc/sysvipc, which has a heading and a line for each object. Columns are found by their names.</summary>
internal sealed class IpcTable
{
    // Flags among the permissions; sys/shm.h.
    private const int SHM_DEST = 0x200;
    private const int SHM_LOCKED = 0x400;

    private readonly Dictionary<string, int> _columns = [];
    private readonly List<string[]> _lines = [];

    private IpcTable()
    {
    }

    internal static IReadOnlyList<SharedMemorySegment> ReadSegments(TextReader reader) => Read(reader, static row => new SharedMemorySegment
    {
        Id = row.Int("shmid"),
        Key = row.Int("key"),
        Permissions = row.Permissions,
        User = row.UInt("uid"),
        Group = row.UInt("gid"),
        CreatorUser = row.UInt("cuid"),
        CreatorGroup = row.UInt("cgid"),
        Changed = row.Time("ctime") ?? DateTimeOffset.UnixEpoch,
        Size = row.Number("size"),
        Attachments = row.Number("nattch"),
        CreatorProcess = row.Int("cpid"),
        LastProcess = row.Int("lpid"),
        Attached = row.Time("atime"),
        Detached = row.Time("dtime"),
        IsDeleted = (row.Mode & SHM_DEST) != 0,
        IsLocked = (row.Mode & SHM_LOCKED) != 0,
    });

    internal static IReadOnlyList<SemaphoreSet> ReadSemaphores(TextReader reader) => Read(reader, static row => new SemaphoreSet
    {
        Id = row.Int("semid"),
        Key = row.Int("key"),
        Permissions = row.Permissions,
        User = row.UInt("uid"),
        Group = row.UInt("gid"),
        CreatorUser = row.UInt("cuid"),
        CreatorGroup = row.UInt("cgid"),
        Changed = row.Time("ctime") ?? DateTimeOffset.UnixEpoch,
        Count = row.Int("nsems"),
        LastOperation = row.Time("otime"),
    });

    internal static IReadOnlyList<MessageQueue> ReadQueues(TextReader reader) => Read(reader, static row => new MessageQueue
    {
        Id = row.Int("msqid"),
        Key = row.Int("key"),
        Permissions = row.Permissions,
        User = row.UInt("uid"),
        Group = row.UInt("gid"),
        CreatorUser = row.UInt("cuid"),
        CreatorGroup = row.UInt("cgid"),
        Changed = row.Time("ctime") ?? DateTimeOffset.UnixEpoch,
        Bytes = row.Number("cbytes"),
        Messages = row.Number("qnum"),
        LastSender = row.Int("lspid"),
        LastReceiver = row.Int("lrpid"),
        Sent = row.Time("stime"),
        Received = row.Time("rtime"),
    });

    private static List<T> Read<T>(TextReader reader, Func<Row, T> convert)
    {
        IpcTable table = new();
        string[] heading = Split(reader.ReadLine() ?? string.Empty);
        for (int i = 0; i < heading.Length; i++)
        {
            table._columns[heading[i]] = i;
        }

        while (reader.ReadLine() is { } line)
        {
            table._lines.Add(Split(line));
        }

        return table._lines.ConvertAll(line => convert(new Row(table, line)));
    }

    private static string[] Split(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private readonly struct Row(IpcTable table, string[] fields)
    {
        /// <summary>Gets the permissions together with the flags.</summary>
        internal int Mode
        {
            get
            {
                int mode = 0;
                foreach (char digit in Field("perms"))
                {
                    mode = digit is >= '0' and <= '7' && mode < 1 << 24 ? (mode << 3) | (digit - '0') : throw Unreadable("perms");
                }

                return mode;
            }
        }

        internal UnixFileMode Permissions => (UnixFileMode)(Mode & 0x1ff);

        internal int Int(string column) =>
            int.TryParse(Field(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Unreadable(column);

        internal uint UInt(string column) =>
            uint.TryParse(Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out uint value) ? value : throw Unreadable(column);

        internal ulong Number(string column) =>
            ulong.TryParse(Field(column), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : throw Unreadable(column);

        /// <summary>Converts seconds since 1970; null for zero, which means never.</summary>
        internal DateTimeOffset? Time(string column)
        {
            ulong seconds = Number(column);
            return seconds == 0 ? null
                : seconds <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                : throw Unreadable(column);
        }

        private string Field(string column) =>
            table._columns.TryGetValue(column, out int index) && index < fields.Length ? fields[index] : throw Unreadable(column);

        private InvalidDataException Unreadable(string column) =>
            new($"The line {PrintableText.Quote(string.Join(' ', fields))} of /proc/sysvipc has no readable '{column}'.");
    }
}
