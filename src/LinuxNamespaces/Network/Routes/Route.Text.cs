using System.Diagnostics.CodeAnalysis;

namespace LinuxNamespaces.Network;

/// <content>Routes as text.</content>
public sealed partial record Route : IParsable<Route>
{
    /// <summary>Reads a route in the words of ip-route(8), as in <c>10.0.0.0/8 via 192.168.1.1 dev eth0 metric 5</c>.</summary>
    /// <param name="s">What follows <c>ip route add</c>, or a line that <c>ip route</c> prints. <c>default</c> is IPv4 unless the rest says otherwise; <c>::/0</c> is IPv6.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>The route. Links are known by their names, which are looked up when a request is made.</returns>
    /// <exception cref="FormatException">The text is not a route.</exception>
    public static Route Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return RouteParser.Parse(s);
    }

    /// <summary>Reads a route in the words of ip-route(8).</summary>
    /// <param name="s">What follows <c>ip route add</c>, or a line that <c>ip route</c> prints.</param>
    /// <param name="provider">Not used.</param>
    /// <param name="result">The route; <see langword="null"/> if the text is not one.</param>
    /// <returns><see langword="false"/> if the text is not a route.</returns>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Route result)
    {
        result = null;
        try
        {
            result = s is null ? null : RouteParser.Parse(s);
        }
        catch (FormatException)
        {
        }

        return result is not null;
    }

    /// <summary>Returns the route in the words of ip-route(8), on one line, as in <c>default via 10.0.0.1 dev eth0</c>. <see cref="Parse"/> reads it.</summary>
    public override string ToString() => RouteText.Of(this);
}
