using System.Globalization;

namespace LinuxNamespaces.Network;

/// <summary>Specifies a member of a group of nexthop objects.</summary>
public sealed record NexthopGroupMember
{
    /// <summary>Creates a member.</summary>
    /// <param name="id">The number of the nexthop object, from 1.</param>
    /// <param name="weight">The share of the traffic, in relation to the other members; 1 to 256, or to 65536 since kernel 6.12.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public NexthopGroupMember(long id, int weight = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(id, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(id, uint.MaxValue);
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(weight, 65536);
        Id = id;
        Weight = weight;
    }

    /// <summary>Gets the number of the nexthop object.</summary>
    public long Id { get; }

    /// <summary>Gets the share of the traffic.</summary>
    public int Weight { get; }

    /// <summary>Returns the member in the words of ip-nexthop(8), as in <c>5,2</c>.</summary>
    public override string ToString() =>
        Weight == 1 ? Id.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Id},{Weight}");
}
