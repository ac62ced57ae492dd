using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces;

/// <summary>
/// An error number of the Linux kernel, by its C name. An open set: a number that has no name here is as good as any
/// other and prints as a number.
/// </summary>
/// <param name="value">The number, as in <c>errno</c>.</param>
/// <remarks>See errno(3).</remarks>
public readonly partial struct Errno(int value) : IEquatable<Errno>
{
    /// <summary>The number, as in <c>errno</c>.</summary>
    public int Value { get; } = value;

    /// <summary>The C library's description, such as "File exists".</summary>
    public string Description => Marshal.GetPInvokeErrorMessage(Value);

    /// <summary>Tells whether two error numbers are the same.</summary>
    public static bool operator ==(Errno left, Errno right) => left.Value == right.Value;

    /// <summary>Tells whether two error numbers differ.</summary>
    public static bool operator !=(Errno left, Errno right) => left.Value != right.Value;

    /// <inheritdoc/>
    public bool Equals(Errno other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Errno other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <summary>The C name, such as <c>EEXIST</c>; the number where it has none.</summary>
    public override string ToString()
    {
        string name = NameOf(Value);
        return name.Length > 0 ? name : Value.ToString(CultureInfo.InvariantCulture);
    }
}
