// Everything is defined: the first film is shown, or what the link asks for.
load(0);
follow();
fit();
