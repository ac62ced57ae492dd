using System.Globalization;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>Gets the IDs that a user may map besides its own; see subuid(5) and subgid(5).</summary>
public static class SubordinateIds
{
    internal const string UserFile = "/etc/subuid";
    internal const string GroupFile = "/etc/subgid";

    /// <summary>Gets the users that /etc/subuid assigns to the caller's effective user.</summary>
    /// <returns>The ranges in the order of the file. The list is empty if there is no line for the user or no file.</returns>
    public static IReadOnlyList<(uint First, uint Count)> GetUsers() => Given(UserFile);

    /// <summary>Gets the groups that /etc/subgid assigns to the caller's effective user.</summary>
    /// <returns>The ranges in the order of the file. The list is empty if there is no line for the user or no file.</returns>
    public static IReadOnlyList<(uint First, uint Count)> GetGroups() => Given(GroupFile);

    internal static IdMap ToMap() => new()
    {
        Users = WithOwn(Libc.geteuid(), UserFile),
        Groups = WithOwn(Libc.getegid(), GroupFile),
    };

    /// <summary>Parses the ranges of a user in the text of a file. Malformed lines are ignored.</summary>
    internal static List<(uint First, uint Count)> Parse(string text, string name, uint id)
    {
        string number = id.ToString(CultureInfo.InvariantCulture);
        List<(uint, uint)> ranges = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Trim().Split(':') is [string user, string first, string count]
                && (user == name || user == number)
                && uint.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out uint start)
                && uint.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out uint length)
                && length > 0
                && uint.MaxValue - length >= start)
            {
                ranges.Add((start, length));
            }
        }

        return ranges;
    }

    internal static List<(uint First, uint Count)> Given(string file) =>
        File.Exists(file) ? Parse(File.ReadAllText(file), Environment.UserName, Libc.geteuid()) : [];

    private static List<IdRange> WithOwn(uint own, string file)
    {
        List<(uint First, uint Count)> given = Given(file);
        if (given.Count == 0)
        {
            throw new InvalidOperationException(
                $"{file} gives no ids to user {PrintableText.Quote(Environment.UserName)}: an administrator adds a line such as '{PrintableText.Short(Environment.UserName)}:100000:65536', "
                + "or runs 'usermod --add-subuids 100000-165535 --add-subgids 100000-165535' for the user.");
        }

        return WithOwn(own, given);
    }

    /// <summary>Maps the user's own ID to 0 and the assigned IDs to those after it. Each ID is mapped once, even if lines overlap or contain the own ID.</summary>
    internal static List<IdRange> WithOwn(uint own, IReadOnlyList<(uint First, uint Count)> given)
    {
        List<IdRange> ranges = [new IdRange(0, own)];
        uint inside = 1;
        foreach ((uint first, uint count) in given)
        {
            // The rest of the line up to the next range that has been used.
            ulong end = (ulong)first + count;
            for (ulong next = first; next < end;)
            {
                ulong at = next;
                IdRange used = ranges.Find(range => range.Outside <= at && at < (ulong)range.Outside + range.Count);
                if (used.Count > 0)
                {
                    next = (ulong)used.Outside + used.Count;
                    continue;
                }

                ulong stop = Math.Min(end, ranges.Where(range => range.Outside > at).Select(range => (ulong)range.Outside).DefaultIfEmpty(end).Min());
                // The last ID is not valid.
                uint length = (uint)Math.Min(stop - next, uint.MaxValue - inside);
                if (length == 0)
                {
                    return ranges;
                }

                ranges.Add(new IdRange(inside, (uint)next, length));
                inside += length;
                next = stop;
            }
        }

        return ranges;
    }
}
