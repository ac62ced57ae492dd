using System.Globalization;
using System.Text;

namespace LinuxNamespaces.Network;

/// <summary>A hash that names things: the same for the same text in all processes, and short. It is no protection against somebody who looks for a second text.</summary>
/// <remarks>FNV-1a with 128 bits. The framework's own stable hashes are cryptographic, for which it loads OpenSSL: longer than all else in a program that runs for milliseconds.</remarks>
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
