namespace LinuxNamespaces.Network;

/// <summary>Checks the numbers of options. What is not set has no range.</summary>
internal static class NumberRange
{
    internal static int Require(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }

    internal static int? Require(int? value, int least, int most, string name) => value is { } number ? Require(number, least, most, name) : null;

    internal static long Require(long value, long least, long most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
        return value;
    }

    internal static long? Require(long? value, long least, long most, string name) => value is { } number ? Require(number, least, most, name) : null;
}
