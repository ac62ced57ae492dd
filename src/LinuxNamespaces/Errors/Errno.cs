using System.Globalization;
using System.Runtime.InteropServices;

namespace LinuxNamespaces;

/// <summary>
/// Represents an error number of the Linux kernel. The set is open: a number without a name can be used like any other and is printed as a number.
/// </summary>
/// <param name="value">The number, as in <c>errno</c>.</param>
/// <remarks>See errno(3).</remarks>
public readonly partial struct Errno(int value) : IEquatable<Errno>
{
    /// <summary>Gets the number, as in <c>errno</c>.</summary>
    public int Value { get; } = value;

    /// <summary>Gets the description of the C library, such as "File exists".</summary>
    public string Description => Marshal.GetPInvokeErrorMessage(Value);

    /// <summary>Determines whether two error numbers are equal.</summary>
    public static bool operator ==(Errno left, Errno right) => left.Value == right.Value;

    /// <summary>Determines whether two error numbers differ.</summary>
    public static bool operator !=(Errno left, Errno right) => left.Value != right.Value;

    /// <inheritdoc/>
    public bool Equals(Errno other) => Value == other.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Errno other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value;

    /// <summary>Returns the C name, such as <c>EEXIST</c>, or the number if there is no name.</summary>
    public override string ToString()
    {
        string name = NameOf(Value);
        return name.Length > 0 ? name : Value.ToString(CultureInfo.InvariantCulture);
    }
}
