using System.Text;
using LinuxNamespaces.Interop;

namespace LinuxNamespaces;

/// <summary>The ID maps of a new user namespace, which translate its users and groups to those outside.</summary>
/// <remarks>
/// Every user may map its own ID. Other maps need CAP_SETUID and CAP_SETGID. Without them, the library runs newuidmap(1) and newgidmap(1),
/// which allow the IDs that /etc/subuid and /etc/subgid assign to the user. See user_namespaces(7).
/// </remarks>
public sealed record IdMap
{
    // The limit of the kernel.
    private const int MaxRanges = 340;

    private readonly IReadOnlyList<IdRange> _users = [];
    private readonly IReadOnlyList<IdRange> _groups = [];

    /// <summary>Gets a map in which the caller is the root user inside.</summary>
    public static IdMap CurrentUserAsRoot => Single(0, 0);

    /// <summary>Gets a map in which the caller has the same IDs inside as outside.</summary>
    public static IdMap CurrentUser => Single(Libc.geteuid(), Libc.getegid());

    /// <summary>
    /// Gets a map without users and groups. The maps are not written: all IDs are 65534 (nobody) inside, and executing a program drops all capabilities.
    /// Another program can still write the maps from outside.
    /// </summary>
    public static IdMap Unmapped { get; } = new() { IsUnmapped = true };

    /// <summary>Gets the ranges of users, which must not overlap. If there are none, the map of users is not written.</summary>
    /// <exception cref="ArgumentException">A range is empty, two overlap, or there are more than 340.</exception>
    public IReadOnlyList<IdRange> Users
    {
        get => _users;
        init => _users = Validate(value, nameof(Users));
    }

    /// <summary>Gets the ranges of groups, which must not overlap. If there are none, the map of groups is not written.</summary>
    /// <exception cref="ArgumentException">A range is empty, two overlap, or there are more than 340.</exception>
    public IReadOnlyList<IdRange> Groups
    {
        get => _groups;
        init => _groups = Validate(value, nameof(Groups));
    }

    /// <summary>
    /// Gets whether processes inside may change their supplementary groups. Defaults to <see langword="null"/>, which allows it if the map is written with
    /// privilege and denies it otherwise, as the kernel requires. If <see langword="true"/> is not possible, creating the namespace fails with the reason.
    /// </summary>
    public bool? AllowSetGroups { get; init; }

    /// <summary>
    /// Creates a map in which the caller is root, and all IDs that /etc/subuid and /etc/subgid assign to the user follow from 1.
    /// </summary>
    /// <returns>The map.</returns>
    /// <exception cref="InvalidOperationException">The files assign no IDs to the user.</exception>
    public static IdMap WithSubordinateIds() => SubordinateIds.ToMap();

    /// <summary>Gets whether this is <see cref="Unmapped"/>, without IDs added to it.</summary>
    internal bool IsUnmapped
    {
        get => field && Users.Count == 0 && Groups.Count == 0 && AllowSetGroups is null;
        private init;
    }

    /// <summary>Gets whether each map has only the caller's own ID, which needs no privilege.</summary>
    internal bool IsOwn(uint user, uint group) =>
        (Users.Count == 0 || (Users is [{ Count: 1 } onlyUser] && onlyUser.Outside == user))
        && (Groups.Count == 0 || (Groups is [{ Count: 1 } onlyGroup] && onlyGroup.Outside == group));

    internal static string Format(IReadOnlyList<IdRange> ranges)
    {
        StringBuilder lines = new();
        foreach (IdRange range in ranges)
        {
            lines.Append(range).Append('\n');
        }

        return lines.ToString();
    }

    private static IdMap Single(uint user, uint group) => new()
    {
        Users = [new IdRange(user, Libc.geteuid())],
        Groups = [new IdRange(group, Libc.getegid())],
    };

    private static IdRange[] Validate(IReadOnlyList<IdRange> ranges, string parameter)
    {
        ArgumentNullException.ThrowIfNull(ranges, parameter);
        if (ranges.Count is 0 or > MaxRanges)
        {
            throw new ArgumentException($"An id map has 1 to {MaxRanges} ranges, not {ranges.Count}.", parameter);
        }

        for (int i = 0; i < ranges.Count; i++)
        {
            ranges[i].Validate(parameter);
            for (int j = 0; j < i; j++)
            {
                if (Overlap(ranges[i].Inside, ranges[j].Inside, ranges[i].Count, ranges[j].Count)
                    || Overlap(ranges[i].Outside, ranges[j].Outside, ranges[i].Count, ranges[j].Count))
                {
                    throw new ArgumentException($"The ranges '{ranges[j]}' and '{ranges[i]}' overlap.", parameter);
                }
            }
        }

        return [.. ranges];
    }

    private static bool Overlap(uint first, uint second, uint firstCount, uint secondCount) =>
        first < (ulong)second + secondCount && second < (ulong)first + firstCount;
}
