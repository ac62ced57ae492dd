using System.Runtime.CompilerServices;

namespace LinuxNamespaces.Network;

/// <summary>The numbers of a link, of which each may be missing. They take a third of the memory of nullable fields.</summary>
internal struct LinkNumbers
{
    private const int Capacity = (int)LinkNumber.IsNamespaceImmutable + 1;

    private uint _present;
    private Values _values;

    internal uint? this[LinkNumber number]
    {
        readonly get => (_present & (1u << (int)number)) == 0 ? null : _values[(int)number];
        set
        {
            _present = value is null ? _present & ~(1u << (int)number) : _present | (1u << (int)number);
            _values[(int)number] = value.GetValueOrDefault();
        }
    }

    /// <summary>Returns a signed number.</summary>
    internal readonly int? Signed(LinkNumber number) => this[number] is { } value ? unchecked((int)value) : null;

    /// <summary>Returns a number that means yes or no.</summary>
    internal readonly bool? Boolean(LinkNumber number) => this[number] is { } value ? value != 0 : null;

    [InlineArray(Capacity)]
    private struct Values
    {
        private uint _first;
    }
}
