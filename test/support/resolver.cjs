// Sources import their neighbours as './name.js', as Node wants it; under Jest the file is still './name.ts'.
module.exports = (request, options) => {
  const ownCode = request.startsWith('.') && request.endsWith('.js') && !options.basedir.includes('node_modules');
  if (!ownCode) return options.defaultResolver(request, options);
  try {
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  } catch {
    return options.defaultResolver(request, options);
  }
};
