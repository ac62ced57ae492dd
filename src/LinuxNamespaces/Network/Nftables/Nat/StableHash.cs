using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>A short hash for names. The same text has the same hash in every process and version.</summary>
/// <remarks>
/// It is FNV-1a with 128 bits, which is not cryptographic: two texts with the same hash can be constructed. The stable hashes of the framework are
/// cryptographic, and it loads OpenSSL for them, which takes longer than the rest of a short program.
/// </remarks>
internal static class StableHash
{
    private static readonly UInt128 s_basis = new(0x6c62272e07bb0142, 0x62b821756295c58d);
    private static readonly UInt128 s_prime = new(0x0000000001000000, 0x000000000000013b);

    /// <summary>Gets the first hexadecimal digits of the hash, of which there are 32.</summary>
    internal static string Of(string text, int digits)
    {
        UInt128 hash = s_basis;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            hash = unchecked((hash ^ value) * s_prime);
        }

        return hash.ToString("x32", CultureInfo.InvariantCulture)[..digits];
    }
}
