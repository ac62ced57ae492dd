using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using LinuxNamespaces.Network;

namespace LinuxNamespaces.IntegrationTests.Network;

/// <summary>Makes an object of every class of options, with the shortest constructor. Those of raw bytes alone are left out.</summary>
internal static class Samples
{
    internal static IEnumerable<T> All<T>(Link link) => typeof(T).Assembly.GetExportedTypes()
        .Where(type => type.IsAssignableTo(typeof(T)) && !type.IsAbstract)
        .OrderBy(type => type.Name)
        .Select(type => (T?)Create(type, link))
        .OfType<T>();

    private static object? Create(Type type, Link link)
    {
        MethodBase? maker = type.GetConstructors().Where(candidate => !IsCopy(candidate)).Concat<MethodBase>(type.GetMethods(BindingFlags.Static | BindingFlags.Public).Where(method => method.ReturnType == type && !method.IsSpecialName))
            .Where(candidate => !candidate.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike))
            .MinBy(candidate => (!candidate.IsConstructor, candidate.GetParameters().Length));
        object?[] arguments = [.. maker?.GetParameters().Select(parameter => Argument(parameter, link)) ?? []];
        return maker is ConstructorInfo constructor ? constructor.Invoke(arguments) : maker?.Invoke(null, arguments);
    }

    private static bool IsCopy(ConstructorInfo constructor) => constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;

    private static object? Argument(ParameterInfo parameter, Link link)
    {
        Type type = parameter.ParameterType;
        return parameter.IsOptional ? (parameter.DefaultValue ?? (type.IsValueType ? Activator.CreateInstance(type) : null))
            : type == typeof(Link) || type == typeof(NetNamespace) ? (type == typeof(Link) ? link : link.Namespace)
            : type == typeof(IPAddress) ? IPAddress.Parse("10.77.0.1")
            : type == typeof(IPNetwork) ? IPNetwork.Parse("10.77.0.0/16")
            : type == typeof(PhysicalAddress) ? PhysicalAddress.Parse("02-00-00-00-00-07")
            : type == typeof(System.Runtime.InteropServices.SafeHandle) ? link.Namespace.Handle
            : type == typeof(string) ? "sample"
            : type == typeof(IEnumerable<PeditKey>) ? new[] { PeditField.IPv4TimeToLive.Set(5) }
            // A buffer with room for packets.
            : parameter.Name == "limit" ? 60_000
            : type == typeof(TimeSpan) ? TimeSpan.FromMilliseconds(1)
            : type == typeof(TrafficHandle) ? new TrafficHandle(1, 1)
            : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)
            : type.IsPrimitive && type != typeof(bool) ? Convert.ChangeType(type == typeof(byte) ? 1 : type == typeof(long) ? 8000 : 15, type, null)
            : type.IsValueType ? Activator.CreateInstance(type)
            : type.IsArray ? Array.CreateInstance(type.GetElementType()!, 0)
            : type == typeof(LinkPeer) ? Create(type, link)
            : type.IsInterface && type.IsAssignableTo(typeof(IEnumerable)) ? Array.CreateInstance(type.GetGenericArguments()[0], 0)
            : Create(type, link);
    }
}
