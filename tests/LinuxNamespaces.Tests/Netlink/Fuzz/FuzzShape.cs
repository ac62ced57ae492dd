using System.Collections;
using System.Collections.Concurrent;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using LinuxNamespaces.Netlink;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.Tests.Netlink.Fuzz;

/// <summary>
/// Looks at all that a result says, as a program would: its properties, its text, whether it equals itself. What it has and has not is its
/// shape. An input whose result has a new shape went a new way through the parser.
/// </summary>
internal static class FuzzShape
{
    private const int MaxDepth = 5;
    private const int MaxItems = 16;

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_properties = new();

    internal static int Of(object? result) => Of(result, 0);

    private static int Of(object? value, int depth)
    {
        switch (value)
        {
            case null:
                return 0;
            case string text:
                return text.Length == 0 ? 1 : 2;
            case bool flag:
                return flag ? 3 : 4;
            case IPAddress address:
                return 5 + (int)address.AddressFamily;
            case Enum number:
                return Enum.IsDefined(value.GetType(), value) ? unchecked(100 + (Convert.ToInt64(number, null).GetHashCode() & 63)) : 6;
            case IConvertible number:
                return Convert.ToDouble(number, null) is var x && x == 0 ? 7 : x < 0 ? 8 : 9;
            case IEnumerable list:
                return OfList(list, depth);
            default:
                return OfObject(value, depth);
        }
    }

    private static int OfList(IEnumerable list, int depth)
    {
        int count = 0;
        int shape = 10;
        foreach (object? item in list)
        {
            if (++count > MaxItems)
            {
                break;
            }

            shape = Mix(shape, count <= 3 && depth < MaxDepth ? Of(item, depth + 1) : 0);
        }

        return shape;
    }

    private static int OfObject(object value, int depth)
    {
        Type type = value.GetType();
        if (type.Assembly != typeof(NetlinkMessage).Assembly && value is not ITuple || value is Link or NetNamespace)
        {
            return 11;
        }

        if (depth == 0)
        {
            _ = value.ToString();
            _ = value.GetHashCode();
            if (!value.Equals(value))
            {
                throw new InvalidOperationException($"A {type} does not equal itself.");
            }
        }

        int shape = type.MetadataToken;
        if (value is ITuple tuple)
        {
            for (int i = 0; i < tuple.Length; i++)
            {
                shape = Mix(shape, Of(tuple[i], depth + 1));
            }
        }

        foreach (PropertyInfo property in depth < MaxDepth ? s_properties.GetOrAdd(type, PropertiesOf) : [])
        {
            shape = Mix(shape, Of(property.GetValue(value), depth + 1));
        }

        return shape;
    }

    private static PropertyInfo[] PropertiesOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike && !property.PropertyType.IsByRef && !property.PropertyType.IsPointer),
    ];

    private static int Mix(int shape, int part) => unchecked((shape * 31) + part + 0x3779b9);
}
