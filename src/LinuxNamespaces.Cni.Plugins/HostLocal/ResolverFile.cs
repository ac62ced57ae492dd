namespace LinuxNamespaces.Cni.Plugins;

/// <summary>Reads a file in the format of resolv.conf(5).</summary>
internal static class ResolverFile
{
    internal static CniDns Read(string path)
    {
        List<string> servers = [];
        List<string> search = [];
        List<string> options = [];
        string? domain = null;
        foreach (string line in File.ReadLines(path))
        {
            string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';')
            {
                continue;
            }

            switch (words[0])
            {
                case "nameserver":
                    servers.Add(words[1]);
                    break;
                case "domain":
                    domain = words[1];
                    break;
                case "search":
                    search.AddRange(words[1..]);
                    break;
                case "options":
                    options.AddRange(words[1..]);
                    break;
                default:
                    break;
            }
        }

        return new CniDns { NameServers = servers, Domain = domain, Search = search, Options = options };
    }
}
