using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Settings;

/// <summary>Options that know what is wrong with them.</summary>
public interface ICheckedOptions
{
    /// <summary>One sentence for each fault, naming the setting as it is written in the environment.</summary>
    /// <param name="functionTimeout">When the host ends a function; whatever waits in one must end before.</param>
    IEnumerable<string> Faults(TimeSpan functionTimeout);
}

/// <summary>Options that keep an app with wrong settings from starting, instead of failing its first job.</summary>
public static class CheckedOptions
{
    /// <summary>As host.json has it; an app setting of the host's overrides it.</summary>
    private static readonly TimeSpan s_functionTimeout = TimeSpan.FromMinutes(10);

    public static OptionsBuilder<T> AddChecked<T>(this IServiceCollection services, IConfiguration configuration, string section)
        where T : class, ICheckedOptions
    {
        var functionTimeout = configuration.GetValue("AzureFunctionsJobHost:functionTimeout", s_functionTimeout);
        services.AddSingleton<IValidateOptions<T>>(new Validator<T>(functionTimeout));
        return services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    /// <summary>The sentence about a span that is out of its range; nothing when it is in it.</summary>
    public static IEnumerable<string> Range(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            yield return $"{setting} is {value}; it must be between {least} and {most}.";
        }
    }

    private sealed class Validator<T>(TimeSpan functionTimeout) : IValidateOptions<T>
        where T : class, ICheckedOptions
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            string[] faults = [.. options.Faults(functionTimeout)];
            return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
