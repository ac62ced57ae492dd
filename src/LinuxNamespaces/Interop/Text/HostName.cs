using System.Globalization;

namespace LinuxNamespaces.Interop;

/// <summary>Host names with letters outside of ASCII; RFC 5891.</summary>
internal static class HostName
{
    private static readonly IdnMapping s_mapping = new();

    /// <summary>Translates a name into the form that name servers know (<c>xn--...</c>); <c>null</c> if there is none.</summary>
    internal static string? ToAscii(string name)
    {
        if (System.Text.Ascii.IsValid(name))
        {
            return name;
        }

        try
        {
            return s_mapping.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
