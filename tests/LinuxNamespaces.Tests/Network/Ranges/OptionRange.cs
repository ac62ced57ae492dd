using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Network.Ranges;

/// <summary>The values that a property takes: all from the least to the greatest one, in steps.</summary>
internal sealed class OptionRange(PropertyInfo property, object instance)
{
    private static readonly BigInteger[] s_starts =
    [
        1, 0, 2, 256, 1500, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerMillisecond, 10 * TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond, 6 * TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute,
    ];

    private static readonly BigInteger[] s_steps = [1, 2, 4, 8, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerMillisecond, 10 * TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond];

    private static readonly double[] s_fractions = [double.MinValue, -1, -0.001, 0, 0.5, 1, 1.001, 2, double.MaxValue, double.PositiveInfinity, double.NaN];

    private Type Type => TypeOf(property);

    /// <summary>The properties with numbers and times that options of a type have.</summary>
    internal static IEnumerable<OptionRange> Of(Type type)
    {
        PropertyInfo[] properties = [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.SetMethod is { IsPublic: true } && IsNumber(TypeOf(property)))];
        if (properties.Length == 0)
        {
            return [];
        }

        // The setters depend on nothing else but the address family.
        object instance = type == typeof(Route) ? new Route(IPNetwork.Parse("2001:db8::/32"))
            : type == typeof(RoutingRule) ? new RoutingRule(AddressFamily.InterNetworkV6)
            : RuntimeHelpers.GetUninitializedObject(type);
        return properties.Select(property => new OptionRange(property, instance));
    }

    /// <summary>Returns the property and its range, such as <c>Route.Metric 0 to 4294967295</c>.</summary>
    public override string ToString() => $"{property.DeclaringType!.Name.Split('`')[0]}.{property.Name} {Describe()}";

    private static Type TypeOf(PropertyInfo property) => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static bool IsNumber(Type type) => type == typeof(TimeSpan) || (type.IsPrimitive && type != typeof(bool) && type != typeof(char));

    private string Describe()
    {
        if (Type == typeof(double))
        {
            return string.Join(' ', s_fractions.Where(value => Takes(value)).Select(value => value.ToString(CultureInfo.InvariantCulture)));
        }

        (BigInteger least, BigInteger greatest) = Type == typeof(TimeSpan) ? (long.MinValue, long.MaxValue) : (Limit("MinValue"), Limit("MaxValue"));
        if (Takes(least) && Takes(greatest))
        {
            return "any";
        }

        BigInteger start = s_starts.First(value => value <= greatest && Takes(value));
        BigInteger step = s_steps.First(value => start + value <= greatest && Takes(start + value));
        return $"{Text(Bound(start, least, step))} to {Text(Bound(start, greatest, step))}{(step > 1 ? $" in steps of {Text(step)}" : null)}";
    }

    private string Text(BigInteger value) => Type == typeof(TimeSpan) ? new TimeSpan((long)value).ToString("c", CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Finds the last value on the way to a limit that is taken.</summary>
    private BigInteger Bound(BigInteger taken, BigInteger limit, BigInteger step)
    {
        (BigInteger inside, BigInteger outside) = (0, (BigInteger.Abs(limit - taken) / step) + 1);
        int sign = limit < taken ? -1 : 1;
        while (outside - inside > 1)
        {
            BigInteger middle = (inside + outside) / 2;
            (inside, outside) = Takes(taken + (sign * step * middle)) ? (middle, outside) : (inside, middle);
        }

        return taken + (sign * step * inside);
    }

    private BigInteger Limit(string name) => BigInteger.Parse(Convert.ToString(Type.GetField(name)!.GetValue(null), CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture);

    private bool Takes(BigInteger number) => Takes(
        Type == typeof(TimeSpan) ? new TimeSpan((long)number) : Convert.ChangeType(number.ToString(CultureInfo.InvariantCulture), Type, CultureInfo.InvariantCulture));

    /// <summary>Whether the property takes a value. What it does not take is out of its range, and nothing else.</summary>
    private bool Takes(object value)
    {
        try
        {
            property.SetValue(instance, value);
            return true;
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentOutOfRangeException { ParamName: { } name } && (name == property.Name || name == "value"))
        {
            return false;
        }
    }
}
