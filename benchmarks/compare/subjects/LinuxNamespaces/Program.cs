using LinuxNamespaces.Compare;

// The work of one workload of ../c, with the ordinary API of the library.
string name = args is [string first, ..] ? first : string.Empty;
int size = args is [_, string second, ..] ? int.Parse(second, System.Globalization.CultureInfo.InvariantCulture) : 0;
switch (name)
{
    case "W1": GetByIndex.Run(); break;
    case "W1-values": GetByIndex.RunAsValue(); break;
    case "W2": GetByName.Run(); break;
    case "W2-values": GetByName.RunAsValue(); break;
    case "start": GetByName.Start(); break;
    case "W3": DumpLinks.Run(size); break;
    case "W3-values": DumpLinks.RunAsValues(size); break;
    case "W4": DumpRoutes.Run(size); break;
    case "W4-values": DumpRoutes.RunAsValues(size); break;
    case "W5": InsertRoute.Run(); break;
    case "W5-batch": InsertRoutes.Run(); break;
    case "W6": AddAddress.Run(); break;
    case "W7": CreatePair.Run(); break;
    case "W7-bulk": CreatePairs.Run(); break;
    case "W8": BuildLab.Run(size); break;
    case "W9": Enter.Run(); break;
    case "W10": BuildMessage.Run(); break;
    case "W11": ParseDump.Run(); break;
    case "W11-values": ParseDump.RunAsValues(); break;
    case "W12": NameNamespaces.Run(); break;
    case "spawn": Spawn.Run(size); break;
    case "spawn-seven": Spawn.RunInSevenNamespaces(size); break;
    case "socket": OpenSockets.Run(1); break;
    case "socket-16": OpenSockets.Run(16); break;
    case "list":
        Console.WriteLine("W1 W1-values W2 W2-values start W3 W3-values W4 W4-values W5 W5-batch W6 W7 W7-bulk W8 W9 W10 W11 W11-values W12 spawn spawn-seven socket socket-16");
        break;
    default:
        throw new ArgumentException($"There is no workload '{name}'.");
}
