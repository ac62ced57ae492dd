using System.Net;
using System.Net.Sockets;

namespace LinuxNamespaces.Lab;

/// <summary>Hands out networks that overlap with none of those in use.</summary>
internal sealed class NetworkPool(IPNetwork pool)
{
    private UInt128 _next = AddressNumber.ToNumber(pool.BaseAddress);

    internal AddressFamily Family => pool.BaseAddress.AddressFamily;

    /// <summary>Takes the next free network.</summary>
    /// <param name="prefixLength">The length of its prefix.</param>
    /// <param name="used">The networks in use.</param>
    /// <exception cref="InvalidOperationException">The pool is exhausted.</exception>
    internal IPNetwork Take(int prefixLength, IEnumerable<IPNetwork> used)
    {
        int bits = AddressMath.Bits(Family);
        if (prefixLength < pool.PrefixLength)
        {
            throw Exhausted();
        }

        UInt128 size = UInt128.One << (bits - prefixLength);
        UInt128 last = AddressMath.Last(pool);
        IPNetwork[] others = [.. used.Where(network => network.BaseAddress.AddressFamily == Family)];
        for (UInt128 start = Align(_next, size); start <= last && last - start >= size - 1;)
        {
            IPNetwork candidate = new(AddressNumber.ToAddress(start, Family), prefixLength);
            if (Array.FindIndex(others, other => AddressMath.Overlap(other, candidate)) is >= 0 and int taken)
            {
                UInt128 end = UInt128.Max(AddressMath.Last(others[taken]), AddressMath.Last(candidate));
                if (end >= last)
                {
                    break;
                }

                start = Align(end + 1, size);
                continue;
            }

            // The rest of the pool may end here.
            _next = AddressMath.Last(candidate) == last ? last : AddressMath.Last(candidate) + 1;
            return candidate;
        }

        throw Exhausted();
    }

    private static UInt128 Align(UInt128 number, UInt128 size) => (number + size - 1) / size * size;

    private InvalidOperationException Exhausted() => new($"The pool {pool} has no free network left. Give the lab a larger one, or give the switch a network.");
}
